using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace CometGateway.Tests.Transports;

/// <summary>A connection that takes every write at once and keeps what it was given, or fails as it is told.</summary>
internal sealed class RecordingWriter : PipeWriter
{
    private readonly StringBuilder _text = new();
    private readonly ArrayBufferWriter<byte> _dressed = new();

    /// <summary>The most bytes that were handed over at once by copying.</summary>
    public int MostFlushed { get; private set; }

    /// <summary>Called on the shard's thread with each slice; when it is set, nothing is kept.</summary>
    public Action<ReadOnlyMemory<byte>>? OnWrite { get; set; }

    public Exception? Fault { get; set; }

    public bool IsClosed { get; set; }

    public string Text
    {
        get
        {
            lock (_text) return _text.ToString();
        }
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (Fault is not null) throw Fault;
        if (OnWrite is not null)
        {
            OnWrite(source);
        }
        else
        {
            lock (_text) _text.Append(Encoding.UTF8.GetString(source.Span));
        }

        return new(new FlushResult(isCanceled: false, isCompleted: IsClosed));
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var written = _dressed.WrittenMemory.ToArray();
        _dressed.ResetWrittenCount();
        MostFlushed = Math.Max(MostFlushed, written.Length);
        return WriteAsync(written, cancellationToken);
    }

    public override void Advance(int bytes) => _dressed.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _dressed.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _dressed.GetSpan(sizeHint);

    public override void CancelPendingFlush() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => throw new NotSupportedException();
}
