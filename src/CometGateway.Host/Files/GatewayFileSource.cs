using Microsoft.Extensions.Configuration.Json;

namespace CometGateway.Host.Files;

/// <summary>One `--config` file.</summary>
internal sealed class GatewayFileSource : JsonConfigurationSource
{
    /// <param name="content">What counts in place of what the file holds; null reads the file.</param>
    public GatewayFileSource(string path, byte[]? content = null) => (Path, Content) = (path, content);

    public byte[]? Content { get; }

    public override IConfigurationProvider Build(IConfigurationBuilder builder) => new GatewayFileProvider(this);
}
