using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>A stack of places in a text, in rented memory.</summary>
internal sealed class JsonSpans : IDisposable
{
    private (int Start, int End)[] _spans = ArrayPool<(int, int)>.Shared.Rent(64);

    public int Count { get; private set; }

    public (int Start, int End) Last => _spans[Count - 1];

    public void Push(int start, int end)
    {
        if (Count == _spans.Length)
        {
            var larger = ArrayPool<(int, int)>.Shared.Rent(Count * 2);
            _spans.AsSpan().CopyTo(larger);
            ArrayPool<(int, int)>.Shared.Return(_spans);
            _spans = larger;
        }

        _spans[Count++] = (start, end);
    }

    public void PopTo(int count) => Count = count;

    /// <summary>Those pushed since there were <paramref name="count"/>; good until the next push.</summary>
    public Span<(int Start, int End)> Since(int count) => _spans.AsSpan(count, Count - count);

    public void Dispose() => ArrayPool<(int, int)>.Shared.Return(_spans);
}
