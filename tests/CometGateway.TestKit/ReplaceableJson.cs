using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace CometGateway.TestKit;

/// <summary>A configuration source whose JSON a test can replace while the application runs.</summary>
internal sealed class ReplaceableJson(string json) : ConfigurationProvider, IConfigurationSource
{
    private string _json = json;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load() => Data = Parser.Parse(_json);

    public void Replace(string json)
    {
        _json = json;
        Load();
        OnReload();
    }

    private sealed class Parser(JsonStreamConfigurationSource source) : JsonStreamConfigurationProvider(source)
    {
        public static IDictionary<string, string?> Parse(string json)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
            var parser = new Parser(new() { Stream = stream });
            parser.Load();
            return parser.Data;
        }
    }
}
