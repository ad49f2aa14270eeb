namespace CometGateway.Core.Deltas;

/// <summary>What the settings say of deltas.</summary>
/// <param name="Keys">By which member the items of an array are told apart.</param>
/// <param name="MaxBytes">Bodies over this size are never compared; they are sent whole.</param>
internal sealed record DeltaRules(ArrayKeys Keys, int MaxBytes)
{
    public static DeltaRules Default { get; } = new(ArrayKeys.Guessed, 16 << 20);
}
