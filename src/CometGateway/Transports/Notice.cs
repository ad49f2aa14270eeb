namespace CometGateway.Transports;

/// <summary>What one client alone is told of one of its URLs: that it is refused, and why.</summary>
/// <param name="Told">Called when it is about to be written.</param>
/// <param name="Line">As <see cref="SlotWire"/> makes lines.</param>
internal sealed record Notice(StreamSession Session, Slot Slot, Frame Line, Action Told);
