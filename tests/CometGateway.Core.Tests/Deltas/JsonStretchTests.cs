using System.Runtime.Intrinsics.X86;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Whatever is found by blocks of bytes is what a walk byte by byte finds.</summary>
public sealed class JsonStretchTests
{
    [Theory]
    [InlineData("""[1,2,3]""", """[1,2,4]""", 5, 2, 5)]
    [InlineData("""[1,2,3]""", """[1,2,34]""", 5, 2, 6)]
    [InlineData("""[12,3]""", """[1,3]""", 1, 0, 2)]
    [InlineData("""[1,2]""", """[7,2]""", 1, 0, 1)]
    [InlineData("""["a,b",[1,2],{"c":[3,4]},5]""", """["a,b",[1,2],{"c":[3,4]},6]""", 25, 3, 25)]
    [InlineData("""["a\",\\",1]""", """["a\",\\",2]""", 10, 1, 10)]
    [InlineData("""[[],{},[[]] , 1]""", """[[],{},[[]] , 2]""", 13, 3, 14)]
    public void Of_TwoThatDiffer_EndsInTheItemThatDiffers(string from, string to, int start, int passed, int until) =>
        Assert.Equal(new JsonStretch(start, passed, until, -1), Of(Encoding.UTF8.GetBytes(from), 1, Encoding.UTF8.GetBytes(to), 1));

    [Theory]
    [InlineData("""[1,2,3],4""", """[1,2,3],5""", 5, 2, 6)]
    [InlineData("""[[{"]":["}"]}]],""", """[[{"]":["}"]}]];""", 1, 0, 14)]
    [InlineData("""[]""", """[],""", 1, 0, 1)]
    public void Of_TwoThatAgreeToTheEnd_TellsTheBracket(string from, string to, int start, int passed, int close)
    {
        var same = Of(Encoding.UTF8.GetBytes(from), 1, Encoding.UTF8.GetBytes(to), 1);

        Assert.Equal((start, passed, close), (same.Start, same.Passed, same.Close));
    }

    [Fact]
    public void Of_AnyContainerAndAnyByteThatDiffers_IsWhatAWalkByteByByteFinds() => RandomPairs.ForAll(5_000, duplicateNames: false, pair =>
    {
        var random = new Random(pair.Index);
        // Blocks begin at all places, and the edits lie in all blocks.
        var from = Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(pair.From)},{Encoding.UTF8.GetString(pair.To)}]");
        for (var attempt = 0; attempt < 8; attempt++)
        {
            byte[] to = [.. new string(' ', random.Next(3)).Select(c => (byte)c), .. from];
            var shift = to.Length - from.Length;
            to[shift + random.Next(from.Length)] ^= 1;
            if (random.Next(4) == 0) to = to[..(shift + random.Next(from.Length))];
            var i = Containers(from)[random.Next(Containers(from).Count)];
            if (i + shift > to.Length) continue;

            using var starts = new JsonStarts();
            var same = Of(from, i, to, i + shift, starts);
            var (expected, places) = ByteByByte(from, i, to, i + shift);

            if (expected != (same.Close >= 0 ? same with { Until = expected.Until } : same)) return pair.Failure($"{same} and not {expected}", to);
            if (!starts.Since(0).SequenceEqual(places.ToArray())) return pair.Failure("Other starts.", to);

            using var few = new JsonStarts();
            var isShort = JsonStretch.TryShort(from, i, to, i + shift, few, out var near);
            if (isShort != (Math.Min(from.Length - i, to.Length - i - shift) >= JsonBlock.Length && Math.Max(expected.Until, expected.Close) - i < JsonBlock.Length)) return pair.Failure("Short or not.", to);
            if (isShort && expected != (near.Close >= 0 ? near with { Until = expected.Until } : near)) return pair.Failure($"{near} and not {expected}", to);
            if (isShort && !few.Since(0).SequenceEqual(places.ToArray())) return pair.Failure("Other starts nearby.", to);
        }

        return null;
    });

    [Theory]
    [InlineData("[", "]", """{"id":7,"text":"a \\\" ]},{ b","tags":["x",{"y":[]}]}""")]
    [InlineData("[", "]", "12")]
    [InlineData("{", "}", """
        "n\\\\" : [ { }, [ ] ]
        """)]
    public void Of_AByteThatDiffersAtAnyPlaceOfSeveralWindows_IsWhatAWalkByteByByteFinds(string open, string close, string part)
    {
        var from = Encoding.UTF8.GetBytes($"{open}{string.Join(',', Enumerable.Repeat(part, 40_000 / part.Length))}{close}");
        foreach (var place in Enumerable.Range(1, 1_200).Concat(Enumerable.Range(15_200, 400)).Concat(Enumerable.Range(30_600, 300)))
        {
            byte[] to = [.. from];
            to[place] ^= 1;

            using var starts = new JsonStarts();
            var same = Of(from, 1, to, 1, starts);
            var (expected, places) = ByteByByte(from, 1, to, 1);

            Assert.Equal(expected, same);
            Assert.Equal(places, starts.Since(0).ToArray());
            Assert.Equal(expected, Of(from, 1, to, 1));
        }
    }

    [Fact]
    public void Stretch_ManyWalksOverTheSameText_AreAsEachAlone()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        // Rows of one length agree at many shifts.
        string Row(int n) => $$"""{"id":{{n % 10}},"t":["{{new string('x', 40)}}\\",{"u":[{{n % 7}},[]]}],"v":"{{(n % 31 == 0 ? "]" : ",")}}"}""";
        var from = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 500).Select(Row))}]");
        byte[] to = [.. from];
        for (var edits = 0; edits < 20; edits++) to[random.Next(to.Length)] ^= 1;
        var containers = Containers(from);
        var length = Row(0).Length + 1;
        var blocks = new JsonBlocks(from, to);
        for (var (walk, near) = (0, 0); walk < 3_000; walk++)
        {
            near = random.Next(10) == 0 ? random.Next(containers.Count) : Math.Clamp(near + random.Next(-3, 6), 0, containers.Count - 1);
            var i = containers[near];
            var j = random.Next(4) > 0 ? i : i + (random.Next(-3, 4) * length);
            if (j < 0 || j > to.Length) continue;

            using var starts = new JsonStarts();
            var same = blocks.Stretch(i, j, random.Next(2) == 0 ? starts : null);
            var expected = ByteByByte(from, i, to, j).Stretch;

            Assert.True(expected == (same.Close >= 0 ? same with { Until = expected.Until } : same), $"seed {seed}, walk {walk} at {i} and {j}: {same} and not {expected}");
        }

        blocks.Dispose();
    }

    /// <summary>tests/run.sh runs these tests again on such machines, by variables that .NET has named otherwise before.</summary>
    [Fact]
    public void Vectors_AreNoLongerThanTheRunSays()
    {
        static bool IsOff(string variable) => Environment.GetEnvironmentVariable(variable) is "0";

        Assert.False(IsOff("DOTNET_EnableAVX512") && Avx512F.IsSupported);
        Assert.False(IsOff("DOTNET_EnableHWIntrinsic") && (Avx2.IsSupported || Pclmulqdq.IsSupported));
    }

    private static JsonStretch Of(ReadOnlySpan<byte> from, int i, ReadOnlySpan<byte> to, int j, JsonStarts? starts = null)
    {
        var blocks = new JsonBlocks(from, to);
        try
        {
            return blocks.Stretch(i, j, starts);
        }
        finally
        {
            blocks.Dispose();
        }
    }

    private static List<int> Containers(byte[] text)
    {
        var places = new List<int>();
        var isInside = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (isInside && text[at] == '\\') at++;
            else if (text[at] == '"') isInside = !isInside;
            else if (!isInside && text[at] is (byte)'[' or (byte)'{') places.Add(JsonScan.SkipSpace(text, at + 1));
        }

        return places;
    }

    private static (JsonStretch Stretch, List<int> Starts) ByteByByte(byte[] from, int i, byte[] to, int j)
    {
        var (start, depth, isInside, isEscaped) = (i, 0, false, false);
        var starts = new List<int>();
        for (var at = i; ; at++)
        {
            if (at == from.Length || at - i + j >= to.Length || from[at] != to[at - i + j]) return (new(start, starts.Count, at, -1), starts);
            if (isInside)
            {
                if (from[at] == '"' && !isEscaped) isInside = false;
                isEscaped = from[at] == '\\' && !isEscaped;
                continue;
            }

            switch (from[at])
            {
                case (byte)'"': isInside = true; break;
                case (byte)'[' or (byte)'{': depth++; break;
                case (byte)']' or (byte)'}' when depth == 0: return (new(start, starts.Count, at, at), starts);
                case (byte)']' or (byte)'}': depth--; break;
                case (byte)',' when depth == 0: starts.Add(start = at + 1); break;
            }
        }
    }
}
