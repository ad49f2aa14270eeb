namespace CometGateway.TestKit;

/// <summary>What a test waited for did not come; the message carries everything seen until then.</summary>
public sealed class WaitFailedException : Exception
{
    public WaitFailedException()
    {
    }

    public WaitFailedException(string message)
        : base(message)
    {
    }

    public WaitFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
