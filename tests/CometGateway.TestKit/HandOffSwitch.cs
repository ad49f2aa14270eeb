namespace CometGateway.TestKit;

/// <summary>Whether the gateways that this test starts hand off their streams, so that one suite can run over both ways.</summary>
public static class HandOffSwitch
{
    private static readonly AsyncLocal<bool> On = new();

    public static bool IsOn => On.Value;

    /// <summary>To be called by a suite's constructor: it holds for its test.</summary>
    public static void TurnOn() => On.Value = true;
}
