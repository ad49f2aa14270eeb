using System.Text;
using System.Text.Json;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class TextDeltaWholeTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("{\"a\":\"b\\n\"}\r\n", "\"{\\\"a\\\":\\\"b\\\\n\\\"}\\r\\n\"")]
    [InlineData("<a href='/x?a=1&b=2'>+ é 漢 😀 \u2028\u007f</a>", "\"<a href='/x?a=1&b=2'>+ é 漢 😀 \u2028\u007f</a>\"")]
    public void Whole_Text_IsOneJsonStringWithNoNeedlessEscape(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(TextDelta.Whole(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Whole_EveryByteOfAsciiAtEveryPlaceOfAChunk_SurvivesAndIsEscapedOnlyWhereItMust()
    {
        for (var unit = 0; unit < 0x80; unit++)
        {
            for (var at = 0; at < 48; at++)
            {
                var text = new string('x', at) + (char)unit + new string('y', 47 - at);
                var whole = Encoding.UTF8.GetString(TextDelta.Whole(Encoding.UTF8.GetBytes(text)));

                var escape = unit switch { '"' or '\\' or '\b' or '\t' or '\n' or '\f' or '\r' => 2, < 0x20 => 6, _ => 1 };
                Assert.Equal(49 + escape, whole.Length);
                Assert.Equal(text, JsonSerializer.Deserialize<string>(whole));
            }
        }
    }

    [Fact]
    public void Whole_AnyTexts_SurviveOnOneLine()
    {
        var seed = Environment.ProcessId;
        var texts = new DeltaTexts(new Random(seed));
        for (var round = 0; round < 5000; round++)
        {
            var text = texts.Any();

            var whole = TextDelta.Whole(Encoding.UTF8.GetBytes(text));

            Assert.False(whole.AsSpan().ContainsAnyInRange((byte)0, (byte)0x1F));
            Assert.True(JsonSerializer.Deserialize<string>(whole) == text, $"seed {seed}, round {round}: {text}");
        }
    }

    [Fact]
    public void Whole_Text_AllocatesTheResultAlone()
    {
        var text = Encoding.UTF8.GetBytes(new DeltaTexts(new Random(1)).Json(100));
        TextDelta.Whole(text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = TextDelta.Whole(text);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before - whole.Length, 0, 64);
    }

    [Theory]
    [InlineData('\t')]
    [InlineData('"')]
    [InlineData('\u0001')]
    public void Whole_RunsOfEscapesAtAnyPlaceBeforeTheEnd_KeepTheClosingQuote(char special)
    {
        for (var before = 0; before < 40; before++)
        {
            for (var run = 0; run < 20; run++)
            {
                for (var after = 0; after < 40; after++)
                {
                    var text = new string('a', before) + new string(special, run) + new string('b', after);
                    Assert.Equal(text, JsonSerializer.Deserialize<string>(TextDelta.Whole(Encoding.UTF8.GetBytes(text))));
                }
            }
        }
    }
}
