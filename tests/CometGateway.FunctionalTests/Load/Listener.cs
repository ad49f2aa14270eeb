using System.Globalization;

namespace CometGateway.FunctionalTests.Load;

/// <summary>One client of a counting page: notes the last number and the first that did not go forward, and nothing else.</summary>
internal sealed class Listener(int last)
{
    private const string Begin = "\"n\":";

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _last = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of the newest state; -1 before the first.</summary>
    public int Number { get; private set; } = -1;

    public int States { get; private set; }

    /// <summary>What was wrong first; null when nothing was.</summary>
    public string? Fault { get; private set; }

    public Task HasFirst => _first.Task;

    public Task HasLast => _last.Task;

    /// <summary>Takes a line, a message or a body; those without a number are passed over.</summary>
    public void Take(string text)
    {
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        if (begin < 0) return;
        var digits = text.AsSpan(begin + Begin.Length);
        var number = int.Parse(digits[..digits.IndexOf('}')], NumberStyles.None, CultureInfo.InvariantCulture);
        if (number <= Number) Fault ??= $"{number} after {Number}";
        Number = number;
        States++;
        _first.TrySetResult();
        if (number == last) _last.TrySetResult();
    }

    /// <summary>The connection ended although nobody asked for it.</summary>
    public void Ended(string how)
    {
        Fault ??= $"{how} at {Number}";
        _first.TrySetResult();
        _last.TrySetResult();
    }
}
