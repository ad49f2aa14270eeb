namespace CometGateway.Demo.Chat;

/// <param name="At">Milliseconds since 1970.</param>
internal sealed record ChatMessage(long Id, string Name, string Text, long At);
