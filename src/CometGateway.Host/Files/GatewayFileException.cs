namespace CometGateway.Host.Files;

/// <summary>A configuration file that cannot be used; the message goes on after the file's name, and others go on after it: it has no full stop.</summary>
internal sealed class GatewayFileException(string message) : Exception(message.TrimEnd('.'));
