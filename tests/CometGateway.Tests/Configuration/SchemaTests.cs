using System.Text.Json;
using System.Text.Json.Nodes;
using CometGateway.Configuration;
using CometGateway.TestKit;

namespace CometGateway.Tests.Configuration;

/// <summary>config/comet.schema.json says to editors what the options types say to the reader.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject Schema = Parse(File.ReadAllText(Repository.PathOf("config/comet.schema.json")));

    [Fact]
    public void Schema_EveryKey_IsDeclaredAsTheOptionsTypesDeclareIt() =>
        Compare(typeof(CometSettings), Schema["properties"]!["Comet"]!.AsObject(), "Comet");

    [Theory]
    [InlineData("""{ "KeepAlife": "00:00:20" }""")]
    [InlineData("""{ "KeepAlive": "20s" }""")]
    [InlineData("""{ "KeepAlive": 20 }""")]
    [InlineData("""{ "Limits": { "Sessions": 0 } }""")]
    [InlineData("""{ "Limits": { "Colour": 0 } }""")]
    [InlineData("""{ "Limits": { "MaxDeltaBytes": -1 } }""")]
    [InlineData("""{ "Limits": { "MaxDeltaBytes": 1073741825 } }""")]
    [InlineData("""{ "RefreshKey": "short" }""")]
    [InlineData("""{ "Origins": { "site": { "Polls": 3 } } }""")]
    [InlineData("""{ "Policies": { "live": { "Audience": "All" } } }""")]
    [InlineData("""{ "Policies": { "live": { "Poll": { "Every": "00:00:02" } } } }""")]
    [InlineData("""{ "Policies": { "live": { "Ignore": "/x" } } }""")]
    [InlineData("""{ "Policies": { "live": { "Events": "diff" } } }""")]
    [InlineData("""{ "Policies": { "live": { "KeyBy": "/*/id" } } }""")]
    [InlineData("""{ "Policies": { "live": { "Select": [ "/x" ] } } }""")]
    [InlineData("""{ "Policies": { "live": { "IdentityCookies": [ "a=b" ] } } }""")]
    public void Schema_WhatTheReaderRefuses_IsRefused(string comet)
    {
        Assert.NotEmpty(ConfigurationText.Read(comet).Problems);
        Assert.NotEmpty(JsonSchemaText.ErrorsIn(Parse($$"""{ "Comet": {{comet}} }"""), Schema));
    }

    [Theory]
    [MemberData(nameof(SamplesTests.Files), MemberType = typeof(SamplesTests))]
    public void Schema_Samples_AreAccepted(string file) =>
        Assert.Empty(JsonSchemaText.ErrorsIn(Parse(File.ReadAllText(Repository.PathOf(file))), Schema));

    private static void Compare(Type settings, JsonObject place, string path)
    {
        var group = JsonSchemaText.Resolve(place, Schema);
        Assert.False(group["additionalProperties"]!.GetValue<bool>(), $"{path}: unknown keys must be refused");
        var properties = group["properties"]!.AsObject();
        Assert.Equal(SettingKey.Of(settings).Select(key => key.Name).Order(StringComparer.Ordinal), properties.Select(property => property.Key).Order(StringComparer.Ordinal));
        foreach (var key in SettingKey.Of(settings))
            Compare(key, properties[key.Name]!.AsObject(), $"{path}:{key.Name}");
    }

    private static void Compare(SettingKey key, JsonObject place, string path)
    {
        var rule = JsonSchemaText.Resolve(place, Schema);
        Assert.False(string.IsNullOrWhiteSpace((place["description"] ?? rule["description"])?.GetValue<string>()), $"{path}: has no description");
        switch (key.Kind)
        {
            case SettingKind.Group:
                Compare(key.ValueType, place, path);
                return;
            case SettingKind.Map:
                Compare(key.ValueType, rule["additionalProperties"]!.AsObject(), path + ":*");
                return;
            case SettingKind.Duration:
                Assert.Equal("#/$defs/time", place["$ref"]!.GetValue<string>());
                Assert.EndsWith($"From {SettingValue.Text(key.Minimum)} to {SettingValue.Text(key.Maximum)}.", place["description"]!.GetValue<string>(), StringComparison.Ordinal);
                break;
            case SettingKind.Whole or SettingKind.Number:
                Assert.Equal(key.Kind == SettingKind.Whole ? "integer" : "number", place["type"]!.GetValue<string>());
                Assert.Equal(SettingValue.Text(key.Minimum), place["minimum"]!.ToJsonString());
                Assert.Equal(SettingValue.Text(key.Maximum), place["maximum"]!.ToJsonString());
                break;
            case SettingKind.Word:
                Assert.Equal(key.Words, place["enum"]!.AsArray().Select(word => word!.GetValue<string>()));
                break;
            case SettingKind.List:
                Assert.Equal(key.ItemPattern, place["items"]!["pattern"]?.GetValue<string>());
                break;
            case SettingKind.Text:
                Assert.Equal(key.MinLength, place["minLength"]!.GetValue<int>());
                break;
        }

        Assert.True(JsonNode.DeepEquals(DefaultOf(key), place["default"]), $"{path}: the default is {place["default"]?.ToJsonString()}, but should be {DefaultOf(key)?.ToJsonString()}");
    }

    internal static JsonNode? DefaultOf(SettingKey key) => key.Default switch
    {
        null => null,
        Setting<string> items => new JsonArray([.. items.Select(item => JsonValue.Create(item))]),
        Enum word => key.Words[Array.IndexOf(Enum.GetValues(key.ValueType), word)],
        TimeSpan time => SettingValue.Text(time),
        var value => JsonNode.Parse(JsonSerializer.Serialize(value)),
    };

    private static JsonObject Parse(string json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
}
