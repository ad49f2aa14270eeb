namespace CometGateway.Transports;

/// <summary>The resource of one URL of a connection with many.</summary>
internal sealed record Admission(StreamSession Session, Subscriber Subscriber);
