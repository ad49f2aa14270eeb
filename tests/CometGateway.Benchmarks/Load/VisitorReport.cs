namespace CometGateway.Benchmarks.Load;

/// <summary>What the visitors saw since their start.</summary>
/// <param name="Open">Streams that are open now.</param>
/// <param name="Returns">Times that a client came back with the id of the last event.</param>
/// <param name="States">Events with a state.</param>
/// <param name="Lost">States that a client never got.</param>
/// <param name="Cut">Streams that ended without the end of the answer.</param>
/// <param name="Refused">Connections that got no stream.</param>
internal sealed record VisitorReport(int Open, long Returns, long KeepAlives, long States, long Lost, long Repeated, long Backwards, long Cut, long Refused);
