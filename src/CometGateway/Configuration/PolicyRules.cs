using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using Microsoft.Extensions.Configuration;

namespace CometGateway.Configuration;

/// <summary>The rules between the keys of one policy, and the defaults that depend on another key.</summary>
internal static class PolicyRules
{
    public static CometPolicy Complete(CometPolicy policy, IConfigurationSection section, SettingsReader reader)
    {
        policy = policy with { Poll = CompletePoll(policy.Poll, section.GetSection(nameof(CometPolicy.Poll)), reader) };
        CheckItems(section.GetSection(nameof(CometPolicy.Ignore)), policy.Ignore, IgnoreRules.WhyInvalid, reader);
        CheckItems(section.GetSection(nameof(CometPolicy.KeyBy)), policy.KeyBy, ArrayKeys.WhyInvalid, reader);
        CheckItems(section.GetSection(nameof(CometPolicy.WakeOn)), policy.WakeOn, PathPattern.WhyInvalid, reader);
        if (policy.Select is { } selector && SelectRules.WhyInvalid(selector) is { } whyNot)
            reader.Report(section.GetSection(nameof(CometPolicy.Select)).Path, null, whyNot);
        if (policy is { Audience: AudienceMode.Everyone, IdentityCookies.Count: > 0 })
        {
            reader.Report(
                section.GetSection(nameof(CometPolicy.IdentityCookies)).Path,
                string.Join(", ", policy.IdentityCookies),
                "must be left out where Audience is Everyone: a page that is the same for all is polled without any cookie");
        }

        return policy;
    }

    private static PollPolicy CompletePoll(PollPolicy poll, IConfigurationSection section, SettingsReader reader)
    {
        var interval = section.GetSection(nameof(PollPolicy.Interval)).Path;
        var min = section.GetSection(nameof(PollPolicy.MinInterval));
        var max = section.GetSection(nameof(PollPolicy.MaxInterval));
        // Only a MaxInterval that is written can contradict; the default gives way.
        if (max.Value is null)
            poll = poll with { MaxInterval = Max(poll.MaxInterval, poll.Interval) };

        // A value that was refused was replaced by its default, which proves nothing about its neighbours.
        if (reader.HasProblemWith(interval))
            return poll;
        if (poll.MinInterval > poll.Interval)
            reader.Report(min.Path, min.Value, $"must not be more than Interval, which is {SettingValue.Text(poll.Interval)}");
        if (poll.MaxInterval < poll.Interval && !reader.HasProblemWith(max.Path))
            reader.Report(max.Path, max.Value, $"must not be less than Interval, which is {SettingValue.Text(poll.Interval)}");
        return poll;
    }

    private static void CheckItems(IConfigurationSection list, Setting<string> items, Func<string, string?> whyInvalid, SettingsReader reader)
    {
        foreach (var (index, item) in items.Index())
        {
            var key = $"{list.Path}:{index}";
            if (!reader.HasProblemWith(key) && whyInvalid(item) is { } reason)
                reader.Report(key, null, reason);
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
