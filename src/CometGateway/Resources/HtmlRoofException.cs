namespace CometGateway.Resources;

/// <summary>A page that is not parsed to its end, as it would take too long or too much memory.</summary>
internal sealed class HtmlRoofException(string reason) : Exception(reason);
