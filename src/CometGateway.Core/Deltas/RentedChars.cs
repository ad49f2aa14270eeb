using System.Buffers;
using System.Text;

namespace CometGateway.Core.Deltas;

/// <summary>Characters that are written one after the other, in rented memory.</summary>
/// <param name="capacity">Characters for which there is room at first.</param>
/// <param name="roof">The most characters there may be.</param>
internal sealed class RentedChars(int capacity, int roof) : TextWriter
{
    private char[] _chars = ArrayPool<char>.Shared.Rent(capacity);

    public int Length { get; private set; }

    /// <summary>What is written; good until more is.</summary>
    public ReadOnlyMemory<char> Written => _chars.AsMemory(0, Length);

    // Asked for by what writes a declaration, which nobody does here.
    public override Encoding Encoding => Encoding.Unicode;

    /// <exception cref="ArgumentException">It would go over the roof.</exception>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.Length > roof - Length) throw new ArgumentException("It would go over the roof.", nameof(buffer));
        if (buffer.Length > _chars.Length - Length) Grow(buffer.Length);
        buffer.CopyTo(_chars.AsSpan(Length));
        Length += buffer.Length;
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{char})"/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc cref="Write(ReadOnlySpan{char})"/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc cref="Write(ReadOnlySpan{char})"/>
    public override void Write(string? value) => Write(value.AsSpan());

    protected override void Dispose(bool disposing)
    {
        if (_chars.Length > 0) ArrayPool<char>.Shared.Return(_chars);
        (_chars, Length) = ([], 0);
        base.Dispose(disposing);
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(Length + more, _chars.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_chars);
        _chars = larger;
    }
}
