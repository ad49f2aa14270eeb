using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.Core.History;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Transports;
using CometGateway.Upstream;

namespace CometGateway.Resources;

/// <summary>One resource: polls the site for all its subscribers, keeps the last good state and broadcasts every change.</summary>
internal sealed partial class WatchedResource : IDisposable
{
    private readonly ResourceServices _services;
    private readonly IUpstream _upstream;
    private readonly PollRequest _request;
    private readonly PollSubject _subject;
    private readonly CometSettings _settings;
    private readonly Poller _poller;
    private readonly StickyDestination _sticky = new();
    private ScheduleState _schedule = ScheduleState.Initial;
    private StoredAnswer? _stored;
    private long _notBefore;
    private long _restsUntil;
    private PollPace _pace;

    public WatchedResource(ResourceRequest request, CometRoute route, CometSettings settings, IUpstream upstream, ResourceServices services, AddressKey startedBy, Action<WatchedResource> onOver)
    {
        (_request, Route, _settings, _upstream, _services) = (request.Poll, route, settings, upstream, services);
        (Key, StartedBy, _logger) = (request.Key, startedBy, services.Logger);
        var policy = route.Policy;
        var patterns = PolicyPatterns.Of(policy);
        _subject = new(
            request.Poll.Path, request.Poll.Query, null, Validators.None, Key.Audience.IsCredential, policy.Audience == AudienceMode.Everyone,
            policy.OverrideCacheControl, patterns.Ignore, request.VaryNames, (int)settings.Limits.MaxBodyBytes, patterns.Select) { PathBase = request.Poll.PathBase };
        var history = settings.History;
        Broadcast = new(
            services.Shards, new HistoryBounds(history.Changes, history.Bytes, history.Age),
            new FrameEncoder(route.Id, DeltaEncoders.By(new(patterns.Keys, (int)settings.Limits.MaxDeltaBytes)), IsCompressed, services.Metrics, services.Logger));
        _poller = new(PollAsync, OnPollFault, services.Time);
        Lifeline = new(policy.Linger, services.Time, onDemand: _poller.Start, onOver: () => onOver(this));
    }

    public ResourceKey Key { get; }

    /// <summary>The client address whose share of resources it counts against.</summary>
    public AddressKey StartedBy { get; }

    public CometRoute Route { get; }

    public Broadcast Broadcast { get; }

    /// <summary>Whether its page is compressed on streams.</summary>
    public bool IsCompressed => Route.Policy.Compress switch
    {
        CompressMode.All => true,
        CompressMode.None => false,
        _ => Key.IsShared,
    };

    public Lifeline Lifeline { get; }

    /// <summary>The last good state, or null before the first.</summary>
    public StoredAnswer? Stored => Volatile.Read(ref _stored);

    /// <summary>Why the resource is over, or null while it lives.</summary>
    public PollOutcome.Ended? Ended { get; private set; }

    /// <summary>When the poll was sent that found it so.</summary>
    public DateTimeOffset EndedAt { get; private set; }

    /// <summary>Whether the state is one that the operator's interval, or the site's own freshness, allows to be shown now.</summary>
    public bool IsCurrent => IsCurrentFor(_services.Time.GetUtcNow());

    /// <summary>The same for a request that came at that moment: a page that is slower than its interval would never be current for who waited.</summary>
    public bool IsCurrentFor(DateTimeOffset cameAt) => Stored is { } stored && IsCurrentFor(stored, cameAt, _services.Time.GetUtcNow());

    /// <summary>The state, if it is one that may be shown to who comes now without asking anybody.</summary>
    public StoredAnswer? AtHand(DateTimeOffset now) => Ended is null && Stored is { } stored && IsCurrentFor(stored, now, now) ? stored : null;

    /// <summary>
    /// The site failed and has its rest, as long as the schedule or its own Retry-After says: no client's arrival ends it. Only a write does.
    /// </summary>
    public bool IsResting => RestLeft > TimeSpan.Zero;

    /// <summary>Completes when the site has been asked as recently as the policy promises. Joins a poll that is under way.</summary>
    public Task CheckAsync() => Check()?.Done ?? Task.CompletedTask;

    /// <summary>The poll that <see cref="CheckAsync"/> waits for; null where it waits for none.</summary>
    public PollRun? Check()
    {
        var now = _services.Time.GetUtcNow();
        var (promised, notBefore) = (now - Route.Policy.Poll.Interval, NotBeforeFor(now, now));
        return _poller.Join(promised > notBefore ? promised : notBefore);
    }

    /// <summary>A poll that begins now or later (a client's own no-cache, RFC 9111 §5.2.1.4); null where the resource is over.</summary>
    public PollRun? Revalidate() => _poller.Join(_services.Time.GetUtcNow(), isWake: true);

    /// <summary>The first poll takes its time: those who wait in open streams are told that what they see may be old.</summary>
    public void TellWaiting() => Broadcast.Update(view => view.Status.State == ResourceState.Live && !IsCurrent
        ? view.With(new(ResourceState.Stale, "the site has not answered yet"))
        : view);

    /// <summary>A write may have changed it: what is stored is not shown again before the next poll (RFC 9111 §4.4), nor what that one brought once it is time for the next look.</summary>
    public void Invalidate() => NotBefore(_services.Time.GetUtcNow());

    /// <summary>Invalidates it, and where somebody is subscribed polls now and a little later.</summary>
    public void Wake()
    {
        Invalidate();
        _poller.Wake();
    }

    /// <summary>The user whose credential this is has come back: a poll that had stopped for idleness goes on.</summary>
    public void Resume() => _ = _poller.Request(_services.Time.GetUtcNow(), isWake: true);

    /// <summary>Ends it without parking it: its settings have changed.</summary>
    public void Discard()
    {
        Ended = new(EndKind.Varies, "the route's configuration changed");
        Lifeline.Cut();
    }

    /// <summary>
    /// Null also when a poll has just stored a state and not yet broadcast it: restored like that, the history would never hear
    /// of the state, as the next poll finds it unchanged. By version, as the page may have changed outside of what is delivered.
    /// </summary>
    public ParkedResource? Park() =>
        Stored is { } stored && Broadcast.View.History is var history && history.Current?.Version == stored.Snapshot.Version ? new(history, stored, _pace) : null;

    /// <param name="notBefore">A state that was confirmed earlier is kept, but asked about before it is shown as current.</param>
    public void Restore(ParkedResource parked, DateTimeOffset notBefore)
    {
        NotBefore(notBefore);
        Broadcast.Restore(parked.History, parked.Stored.Snapshot.BodyVersion);
        (_stored, _pace) = (parked.Stored, parked.Pace);
    }

    /// <summary>How much there is of the site's rest; zero or less where it has none. By the monotonic clock: one that is set back must not make a rest longer.</summary>
    public TimeSpan RestLeft => new TimeSpan(Volatile.Read(ref _restsUntil)) - _services.Time.GetElapsedTime(0);

    /// <summary>Keeps the rest that the site asked of an earlier resource of this key.</summary>
    public void Rest(TimeSpan rest)
    {
        LeaveAlone(rest);
        _poller.Rest(rest);
        Tell(new(ResourceState.Stale, "the site failed and has its rest"));
    }

    public void Dispose() => _poller.Dispose();

    private void LeaveAlone(TimeSpan rest) => Volatile.Write(ref _restsUntil, (_services.Time.GetElapsedTime(0) + rest).Ticks);

    // Ticks, as one thread writes it while others read.
    private void NotBefore(DateTimeOffset write) => Volatile.Write(ref _notBefore, write.UtcTicks);

    /// <summary>No state from a poll sent before this is current for who came then. A write of the future, of before the clock was set back, bounds nothing.</summary>
    private DateTimeOffset NotBeforeFor(DateTimeOffset cameAt, DateTimeOffset now) =>
        Volatile.Read(ref _notBefore) is var write && write <= now.UtcTicks ? LateCommit.LastLook(new(write, TimeSpan.Zero), cameAt) : default;

    private bool IsCurrentFor(StoredAnswer stored, DateTimeOffset cameAt, DateTimeOffset now) =>
        stored.CheckedAt >= NotBeforeFor(cameAt, now)
        // A clock that was set back makes a check of the future, which proves nothing.
        && stored.CheckedAt <= now
        && (cameAt - stored.CheckedAt < Route.Policy.Poll.Interval || stored.Freshness.IsFreshAt(cameAt));

    private async Task<TimeSpan> PollAsync(PollRun run, CancellationToken stopping)
    {
        run.Begin(_services.Time.GetElapsedTime(0));
        var policy = Route.Policy;
        if (Key.Audience.IsCredential)
        {
            // Until it is clear that this user is not idle the run covers nothing: one who comes back meanwhile queues another.
            run.StartedAt = _services.Time.GetUtcNow();
            if (_services.Identities.IsIdle(Key.Audience, policy.IdentityIdle))
            {
                Tell(new(ResourceState.Stale, "paused until this user is active again (IdentityIdle)"));
                return Timeout.InfiniteTimeSpan;
            }

            run.StartedAt = null;
        }

        var held = Stored?.Held ?? Validators.None;
        DateTimeOffset startedAt;
        PollAnswer answer;
        // The site's budget is for the time that the site takes, not for what is made of its answer.
        using (await _services.Budget.AcquireAsync(Route.ClusterId, _pace, policy.Poll.Timeout, TellOverdue, stopping))
        {
            startedAt = _services.Time.GetUtcNow();
            run.StartedAt = startedAt;
            // Polls that waited for each other must not keep the places in which they were sent, one right behind the other.
            var sent = _services.Time.GetElapsedTime(0);
            run.Send(sent);
            answer = await _upstream.PollAsync(
                Route.Id, WithValidators(held), new(policy.Poll.Timeout, _settings.Limits.MaxBodyBytes), _sticky, stopping);
            _pace = _services.Time.GetElapsedTime(0) - sent <= OriginBudget.Soon ? PollPace.Quick : PollPace.Slow;
        }

        // Where sockets' continuations run inline, this is a thread that looks after many of them, which are not to wait until a page is unpacked, compared and put into frames.
        if (!answer.Body.IsEmpty && !Thread.CurrentThread.IsThreadPoolThread) await Task.Yield();
        var outcome = PollVerdict.Of(answer, _subject with { Current = Stored?.Snapshot, Held = held });
        var now = _services.Time.GetUtcNow();
        _services.Metrics.Polled(PollReport.NameOf(outcome), now - startedAt, answer.Body.Length, streams: Math.Max(0, Lifeline.Subscribers - Broadcast.Waiting));
        Apply(outcome, answer, startedAt);
        var place = _schedule.Polls == 0 ? _services.Places.Next() : Random.Shared.NextDouble();
        var (delay, next) = PollSchedule.After(_schedule, policy.Poll, ScheduleEventOf(outcome, startedAt, now) with { IsWake = run.IsWake, Late = run.Late, Overslept = run.Overslept }, place);
        _schedule = next;
        run.LeavesRest = outcome is PollOutcome.Failed;
        LeaveAlone(outcome is PollOutcome.Failed ? delay : TimeSpan.Zero);
        return Ended is null ? delay : Timeout.InfiniteTimeSpan;
    }

    /// <summary>Its poll has waited for its turn as long as a site may take to answer: nobody knows any more whether the state is still the site's.</summary>
    private void TellOverdue() => Tell(new(ResourceState.Stale, "other polls of the site keep this page's waiting"));

    private PollRequest WithValidators(Validators held)
    {
        if (held.IsNone) return _request;
        List<KeyValuePair<string, string>> headers = [.. _request.Headers];
        if (held.ETag is not null) headers.Add(new("If-None-Match", held.ETag));
        if (held.LastModified is not null) headers.Add(new("If-Modified-Since", held.LastModified));
        return _request with { Headers = new(headers) };
    }

    private void Apply(PollOutcome outcome, PollAnswer answer, DateTimeOffset startedAt)
    {
        switch (outcome)
        {
            case PollOutcome.Unchanged unchanged:
                var said = EndToEndHeaders.Of(answer.Headers);
                // A 304 names only what changed (RFC 9111 §4.3.4); a 200 names all there is.
                // Streams go on with the history's snapshot, which holds the same text; the page is for plain GETs and the next comparison.
                // Where another body is passed over for what is ignored, the one that is kept keeps its own headers: they may speak of it, as a nonce does.
                var headers = answer.Status == 304 ? _stored!.Headers.UpdatedBy(said) : unchanged is { By: UnchangedBy.Ignored, Page: null } ? _stored!.Headers.AgedBy(said) : said;
                Store(unchanged.Page ?? _stored!.Snapshot, answer, startedAt, headers);
                Broadcast.Update(view => view.With(ResourceStatus.Live).Trimmed(startedAt).WithPage(_stored!.Snapshot.BodyVersion));
                break;
            case PollOutcome.Changed changed:
                Store(changed.Snapshot, answer, startedAt, changed.Snapshot.Headers);
                Broadcast.Update(view => view.With(view.History.Append(changed.Snapshot), view.With(ResourceStatus.Live).Status));
                LogChanged(Route.Id, changed.Snapshot.Version, changed.Snapshot.Body.Length);
                break;
            case PollOutcome.Failed failed:
                if (Broadcast.View.Status.State == ResourceState.Live) LogStale(Route.Id, failed.Reason, answer.FaultDetail is { } detail ? $" ({detail})" : "");
                // A 304 that could not be used would come again and again: the next poll asks for the bytes.
                if (answer.Status == 304 && _stored is { } stored) Volatile.Write(ref _stored, stored with { Held = Validators.None });
                Tell(new(ResourceState.Stale, failed.Reason));
                break;
            case PollOutcome.Ended ended:
                (EndedAt, Ended) = (startedAt, ended);
                LogEnded(Route.Id, ended.Kind, ended.Reason);
                Tell(PollReport.StatusOf(ended));
                Lifeline.Cut();
                break;
        }
    }

    private void Store(Snapshot snapshot, PollAnswer answer, DateTimeOffset checkedAt, HeaderFields headers)
    {
        var held = answer.Status == 304 ? _stored!.Held.UpdatedBy(Validators.Of(answer.Headers)) : Validators.ToHold(answer.Headers);
        var freshness = answer.Status == 304
            ? Freshness.Revalidated(_stored!.Headers, answer.Headers, answer.RequestedAt, answer.ReceivedAt)
            : Freshness.Of(answer.Headers, answer.RequestedAt, answer.ReceivedAt);
        Volatile.Write(ref _stored, new(snapshot, checkedAt, freshness, headers, held));
    }

    private void OnPollFault(Exception fault)
    {
        Tell(new(ResourceState.Stale, "the gateway could not take the site's answer"));
        LogPollFault(fault, Route.Id);
    }

    private void Tell(ResourceStatus status) => Broadcast.Update(view => view.With(status));

    private ScheduleEvent ScheduleEventOf(PollOutcome outcome, DateTimeOffset startedAt, DateTimeOffset now) => outcome switch
    {
        PollOutcome.Changed => new(PollResult.Changed, startedAt, now, Stored?.Freshness.RemainingAt(now)),
        PollOutcome.Unchanged => new(PollResult.Unchanged, startedAt, now, Stored?.Freshness.RemainingAt(now)),
        PollOutcome.Failed failed => new(PollResult.Failed, startedAt, now, RetryAfter: failed.RetryAfter),
        _ => new(PollResult.Failed, startedAt, now),
    };
}
