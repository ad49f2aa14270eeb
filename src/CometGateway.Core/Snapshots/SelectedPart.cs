using System.Runtime.InteropServices;

namespace CometGateway.Core.Snapshots;

/// <summary>What a selection found on a page, or why it found nothing.</summary>
/// <param name="Text">The part as UTF-8; it may be a slice of the page's own text.</param>
/// <param name="WhyNot">Null when there is a part; else a reason that subscribers may read.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SelectedPart(ReadOnlyMemory<byte> Text, string? WhyNot)
{
    public static SelectedPart Found(ReadOnlyMemory<byte> text) => new(text, null);

    public static SelectedPart NoMatch(string selector) => Refused($"nothing on the page matches Select '{selector}'");

    public static SelectedPart Refused(string reason) => new(default, reason);
}
