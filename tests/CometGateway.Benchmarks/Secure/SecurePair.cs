using CometGateway.Benchmarks.FanOut;

namespace CometGateway.Benchmarks.Secure;

/// <summary>The two servers that are compared over one protocol.</summary>
internal sealed record SecurePair(FanOutPeer Nchan, FanOutPeer Ours);
