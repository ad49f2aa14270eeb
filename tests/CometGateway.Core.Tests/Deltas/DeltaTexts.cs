using System.Globalization;
using System.Text;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Seeded texts of the kinds that sites have, and random edits of them that never split a character.</summary>
internal sealed class DeltaTexts(Random random)
{
    // Neighbours share their first bytes in UTF-8 and one half of their surrogate pair, so that a careless cut falls between them.
    private static readonly string[] _characters =
    [
        "a", "b", " ", "\"", "\\", "/", "<", "&", "\0", "\u0001", "\u000b", "\u001f", "\u007f", "\r", "\n", "\r\n", "\t", "\b", "\f",
        "é", "è", "ê", "e\u0301", "ж", "з", "漢", "漣", "\u2028", "\u2029", "\ufeff", "\ufffd", "\u0085",
        "😀", "😁", "😐", "🐀", "👩‍👩‍👧", "🇩🇪", "\U00010000", "\U00010400", "\U00020000", "\U00030001", "\U000E0001", "\U000F0000", "\U0010FFFF",
    ];

    public string Json(int rows) => "{\"items\":[" + string.Join(',', Enumerable.Range(0, rows).Select(JsonRow)) + "]}";

    public string JsonRow(int id) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{id * 7}},"name":"Item number {{id}}","price":{{random.Next(100, 99999) / 100m}},"status":"{{(random.Next(2) == 0 ? "active" : "paused")}}","updated":"2026-03-0{{random.Next(1, 9)}}T10:00:00Z"}""");

    public string Html(int rows) => "<!doctype html><table>\n" + string.Concat(Enumerable.Range(0, rows).Select(HtmlRow)) + "</table>";

    public string HtmlRow(int id) => string.Create(
        CultureInfo.InvariantCulture,
        $"<tr id=\"row-{id}\"><td><a href=\"/items/{id}\">Item &amp; {id}</a></td><td class=\"numeric\">{random.Next(99999) / 100m}</td><td class=\"numeric\">{random.Next(99999) / 100m}</td></tr>\r\n");

    public string Log(int lines) => string.Concat(Enumerable.Range(0, lines).Select(LogLine));

    public string LogLine(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"2026-03-01T12:{number / 60 % 60:00}:{number % 60:00}.{random.Next(1000):000}Z INFO [worker-{random.Next(20)}] GET /api/things/{random.Next(100000)} took {random.Next(900)} ms\n");

    public string AnyCharacters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => _characters[random.Next(_characters.Length)]));

    /// <summary>One of all kinds; short ones are the most frequent.</summary>
    public string Any() => random.Next(8) switch
    {
        0 => Json(random.Next(6)),
        1 => Html(random.Next(4)),
        2 => Log(random.Next(5)),
        3 => string.Concat(Enumerable.Repeat(AnyCharacters(random.Next(1, 4)), random.Next(200))),
        4 => string.Concat(Enumerable.Repeat(AnyCharacters(random.Next(10, 40)), random.Next(12))),
        _ => AnyCharacters(random.Next(120)),
    };

    /// <summary>A few stretches of the text replaced, removed, put in, repeated or moved.</summary>
    public string Edited(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var start = random.Next(runes.Count + 1);
            var stretch = runes.GetRange(start, random.Next(Math.Min(runes.Count - start, random.Next(3) == 0 ? 200 : 12) + 1));
            var kind = random.Next(5);
            if (kind is 0 or 1 or 4) runes.RemoveRange(start, stretch.Count);
            if (kind is 0 or 2) runes.InsertRange(start, AnyCharacters(random.Next(random.Next(4) == 0 ? 60 : 6)).EnumerateRunes());
            if (kind is 3 or 4) runes.InsertRange(random.Next(runes.Count + 1), stretch);
        }

        return string.Concat(runes.Select(rune => rune.ToString()));
    }
}
