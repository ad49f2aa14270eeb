using System.Text;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Our patches in the hands of the library that pages use.</summary>
public sealed class FastJsonPatchTests
{
    private const int Pairs = 20_000;

    [Fact]
    public async Task ApplyAsync_OurPatches_GiveTheSecondText()
    {
        var seed = Environment.ProcessId;
        (JsonPair Pair, byte[] Patch)[] patches = [.. Enumerable.Range(0, Pairs).Select(index => JsonPair.Of(seed, index)).Select(pair => (pair, RandomPatches.Between(pair)))];

        var answers = await FastJsonPatch.ApplyAsync(patches);

        var failures = answers.Zip(patches).Where(one => one.First is not null).Select(one => one.Second.Pair.Failure(one.First!, one.Second.Patch)).ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} of {Pairs} failed, first {failures.FirstOrDefault()}");
    }

    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/a","value":3}]""", """{"a":2}""", "gives {\"a\":3}")]
    [InlineData("[0]", "[]", "[-0]", "gives [0]")]
    [InlineData("[1]", """[{"op":"add","path":"/2","value":2}]""", "[1,2]", "refused: ")]
    [InlineData("[1]", """[{"op":"remove","path":"/a"}]""", "[]", "refused: ")]
    [InlineData("{}", """[{"op":"remove","path":"/a"}]""", "{}", "refused: ")]
    [InlineData("{}", """{"op":"remove","path":"/a"}""", "{}", "refused: ")]
    public async Task ApplyAsync_WrongPatch_IsFound(string from, string patch, string to, string answer)
    {
        var answers = await FastJsonPatch.ApplyAsync([(new(0, 0, Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to)), Encoding.UTF8.GetBytes(patch))]);

        Assert.StartsWith(answer, Assert.Single(answers), StringComparison.Ordinal);
    }
}
