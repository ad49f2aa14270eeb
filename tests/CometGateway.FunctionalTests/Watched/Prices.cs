using System.Globalization;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>Pages large enough that a change of theirs is sent as a delta, written over several lines.</summary>
internal static class Prices
{
    private static readonly int[] Rows = [.. Enumerable.Range(0, 20)];

    public static string Page(int n) =>
        $"{{\r\n  \"n\": {Number(n)},\r\n{string.Join(",\r\n", Rows.Select(row => $"  \"row{Number(row)}\": \"zwölf € {Number(row)} </script> {new string('x', 20)}\""))}\r\n}}";

    /// <summary>As an array of items with keys; the first of them changes.</summary>
    public static string List(int n) =>
        $"[{string.Join(",\r\n", Rows.Select(row => $"{{\"id\": {Number(row)}, \"price\": {Number(row == 0 ? n : 0)},\n \"text\": \"{new string('x', 20)}\"}}"))}]";

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
