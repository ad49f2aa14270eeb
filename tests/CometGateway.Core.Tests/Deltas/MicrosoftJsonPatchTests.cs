using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CometGateway.TestKit.Deltas;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Our patches in the hands of ASP.NET Core's own library, as far as it reaches.</summary>
public sealed class MicrosoftJsonPatchTests
{
    private const int Pairs = 20_000;

    [Fact]
    public void ApplyTo_OurPatches_GiveTheSecondText()
    {
        var (seed, applied, failures) = (Environment.ProcessId, 0, new List<string>());
        for (var index = 0; index < Pairs; index++)
        {
            var pair = JsonPair.Of(seed, index);
            var patch = RandomPatches.Between(pair);
            if (!Reaches(pair, patch)) continue;
            applied++;
            if (Wrong(pair, patch) is { } problem) failures.Add(pair.Failure(problem, patch));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {applied} failed, first {failures.FirstOrDefault()}");
        Assert.True(applied > Pairs * 3 / 4, $"only {applied} of {Pairs} were tried");
    }

    private static string? Wrong(JsonPair pair, byte[] patch)
    {
        try
        {
            var document = JsonNode.Parse(pair.From)!;
            JsonSerializer.Deserialize<JsonPatchDocument>(patch)!.ApplyTo(document);
            return JsonSame.Difference(Encoding.UTF8.GetBytes(document.ToJsonString()), pair.To);
        }
        catch (Exception reason)
        {
            return reason.ToString();
        }
    }

    // Version 10.0.14 refuses a document that is null, the path of the whole document, and "copy" between JsonNodes;
    // it passes over names without a character, wherever they stand in a path.
    private static bool Reaches(JsonPair pair, byte[] patch) =>
        !pair.From.AsSpan().Trim(" \t\r\n"u8).SequenceEqual("null"u8) && JsonTreeReader.Read(patch).Items.TrueForAll(operation => operation.Members.TrueForAll(Reaches));

    private static bool Reaches(JsonTreeMember member) => member.Name switch
    {
        "op" => member.Value.Raw is not "copy",
        "path" or "from" => JsonPointer.Read(JsonText.Decode(member.Value.Raw)) is { Length: > 0 } path && !path.Contains(""),
        _ => true,
    };
}
