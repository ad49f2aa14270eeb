namespace CometGateway.Host.Files;

/// <summary>A configuration file that cannot be used; the message goes on after the file's name.</summary>
internal sealed class GatewayFileException(string message) : Exception(message);
