using System.IO.Pipelines;

namespace CometGateway.HandOff;

/// <summary>Where a connection is read from and written to.</summary>
internal sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
