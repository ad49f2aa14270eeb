using System.Net;
using System.Reflection;
using System.Text.Json;
using CometGateway.Configuration;
using CometGateway.Lifetime;
using CometGateway.Resources;

namespace CometGateway.Diagnostics;

/// <summary>What the gateway does now and what it saves, for the person who runs it: GET /_comet/ and its figures as JSON.</summary>
internal sealed partial class StatusPage(
    CometRoutes routes, ICometResources resources, CometMetrics metrics, Readiness readiness, TimeProvider time, ILogger<StatusPage> logger)
{
    private const int ListedResources = 200;

    private static readonly byte[] _page = ReadPage();

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private int _isSaid;

    public Task WritePageAsync(HttpContext context)
    {
        if (!Admit(context)) return Task.CompletedTask;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.Body.WriteAsync(_page, context.RequestAborted).AsTask();
    }

    public Task WriteFiguresAsync(HttpContext context)
    {
        if (!Admit(context)) return Task.CompletedTask;
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, Figures(), StatusFiguresJson.Default.StatusFigures, context.RequestAborted);
    }

    private StatusFigures Figures()
    {
        var totals = metrics.Totals;
        var list = resources.List();
        return new(
            readiness.Reason,
            (long)(time.GetUtcNow() - _startedAt).TotalSeconds,
            routes.Current.Routes.Count,
            CometTotals.Read(ref totals.Sessions),
            list.Count,
            CometTotals.Read(ref totals.Polls),
            CometTotals.Read(ref totals.PollsUnchanged),
            CometTotals.Read(ref totals.PollsFailed),
            CometTotals.Read(ref totals.AnswersFromSnapshot),
            CometTotals.Read(ref totals.BytesPolled),
            CometTotals.Read(ref totals.BytesSent),
            totals.RequestsSaved,
            totals.BytesSaved,
            CometTotals.Read(ref totals.Recycles),
            CometTotals.Read(ref totals.Refusals),
            [.. list.OrderByDescending(r => r.Subscribers).ThenBy(r => r.Path, StringComparer.Ordinal).Take(ListedResources)]);
    }

    /// <summary>Paths and counts are the operator's business: strangers get the 404 of a page that is not there.</summary>
    private bool Admit(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var mode = routes.Current.Settings.StatusPage;
        var isAdmitted = mode switch
        {
            StatusPageMode.On => true,
            StatusPageMode.Local => IsLocal(context),
            _ => false,
        };
        if (isAdmitted) return true;
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        // Once: whoever asks again and again would fill the log.
        if (mode is StatusPageMode.Local && Interlocked.Exchange(ref _isSaid, 1) == 0) LogNotLocal();
        return false;
    }

    /// <summary>Also by the name that was asked for: a page elsewhere whose name leads here (DNS rebinding) is sent the figures by a browser on this machine.</summary>
    private static bool IsLocal(HttpContext context) =>
        Peer.Address(context) is { } address && IPAddress.IsLoopback(address) && IsLocal(context.Request.Host.Host)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static byte[] ReadPage()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("CometGateway.Diagnostics.status.html")!;
        var page = new byte[stream.Length];
        stream.ReadExactly(page);
        return page;
    }
}
