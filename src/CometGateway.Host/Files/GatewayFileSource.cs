using Microsoft.Extensions.Configuration.Json;

namespace CometGateway.Host.Files;

/// <summary>One `--config` file.</summary>
internal sealed class GatewayFileSource : JsonConfigurationSource
{
    public GatewayFileSource(string path) => Path = path;

    public override IConfigurationProvider Build(IConfigurationBuilder builder) => new GatewayFileProvider(this);
}
