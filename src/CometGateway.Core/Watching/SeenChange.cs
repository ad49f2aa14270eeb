using System.Runtime.InteropServices;

namespace CometGateway.Core.Watching;

/// <summary>A change happened after the start of one poll, which did not see it, and before that of the next, which did.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SeenChange(DateTimeOffset After, DateTimeOffset By);
