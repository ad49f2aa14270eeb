using System.Reflection;
using System.Text.Json.Serialization;
using CometGateway.Core.Deltas;

namespace CometGateway.Transports;

/// <summary>The forms as configuration, queries and metrics write them.</summary>
internal static class EventFormWords
{
    private static readonly string[] _words = [.. typeof(EventForm).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name)];

    /// <summary>How many forms there are; their numbers begin at 0.</summary>
    public static int Count => _words.Length;

    /// <summary>All of them, in the order of the enum.</summary>
    public static IReadOnlyList<string> All => _words;

    public static string Of(EventForm form) => _words[(int)form];

    /// <summary>Null when there is no such form.</summary>
    public static EventForm? Parse(string word) => Array.IndexOf(_words, word) is >= 0 and var index ? (EventForm)index : null;
}
