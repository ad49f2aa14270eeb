using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace CometGateway.TestKit.Sites;

/// <summary>Scripts for <see cref="ScriptedSite"/>: the good answers and the faults that real sites have.</summary>
public static class Answers
{
    private const int PieceSize = 64 * 1024;

    public static RequestDelegate Text(string contentType, string text) => SiteBody.Of(contentType, text).AnswerAsync;

    public static RequestDelegate Json(string json) => Text("application/json", json);

    public static RequestDelegate Status(int status, string text = "", params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        if (text.Length > 0) await context.Response.WriteAsync(text);
    };

    public static RequestDelegate Redirect(string location, int status = StatusCodes.Status302Found) =>
        Status(status, "", ("Location", location));

    /// <summary>One script after the other, request by request; the last one stays.</summary>
    public static RequestDelegate Sequence(params RequestDelegate[] scripts)
    {
        var next = -1;
        return context => scripts[Math.Min(Interlocked.Increment(ref next), scripts.Length - 1)](context);
    }

    /// <summary>Holds the request until <paramref name="release"/> completes or the client goes, then answers.</summary>
    public static RequestDelegate Held(Task release, RequestDelegate then) => async context =>
    {
        await release.WaitAsync(context.RequestAborted);
        await then(context);
    };

    /// <summary>Never answers; ends when the client goes or the site stops.</summary>
    public static RequestDelegate Hang { get; } = Held(new TaskCompletionSource().Task, static _ => Task.CompletedTask);

    /// <summary>Breaks the connection with a TCP reset before any byte of an answer.</summary>
    public static RequestDelegate Reset { get; } = static context =>
    {
        var socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
        // Zero linger turns the close into RST instead of FIN.
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Ends the connection properly (FIN) without a byte of an answer.</summary>
    public static RequestDelegate EmptyReply { get; } = static context =>
    {
        context.Features.Get<IConnectionSocketFeature>()!.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Sends the parts as chunks, awaiting <paramref name="before"/> (given the part's index) before each.</summary>
    public static RequestDelegate Dribble(string contentType, IReadOnlyList<string> parts, Func<int, CancellationToken, Task> before) => async context =>
    {
        context.Response.ContentType = contentType;
        for (var i = 0; i < parts.Count; i++)
        {
            await before(i, context.RequestAborted);
            await context.Response.WriteAsync(parts[i], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    };

    /// <summary>Begins an answer, then resets the connection in the middle of its body.</summary>
    /// <param name="when">When to reset. Default at once; a reset may take with it what the client has not read yet.</param>
    public static RequestDelegate ResetAfter(string contentType, string begin, Task? when = null) => async context =>
    {
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(begin);
        await context.Response.Body.FlushAsync();
        await (when ?? Task.CompletedTask);
        await Reset(context);
    };

    /// <summary>Streams <paramref name="size"/> bytes of the letter x; chunked unless <paramref name="announced"/> by Content-Length.</summary>
    public static RequestDelegate Huge(long size, string contentType = "text/plain", bool announced = false) => async context =>
    {
        context.Response.ContentType = contentType;
        if (announced) context.Response.ContentLength = size;
        var piece = new byte[PieceSize];
        piece.AsSpan().Fill((byte)'x');
        for (var left = size; left > 0; left -= PieceSize)
            await context.Response.Body.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, PieceSize)), context.RequestAborted);
    };

    /// <summary>The text in a content coding: gzip, br or deflate (zlib, RFC 9110 §8.4.1.2).</summary>
    public static RequestDelegate Encoded(string coding, string contentType, string text) =>
        (new SiteBody(contentType, Encode(coding, Encoding.UTF8.GetBytes(text))) with
        {
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Encoding"] = coding },
        }).AnswerAsync;

    public static byte[] Encode(string coding, ReadOnlySpan<byte> bytes)
    {
        using var encoded = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest),
            _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "Allowed: gzip, br, deflate."),
        })
        {
            encoder.Write(bytes);
        }

        return encoded.ToArray();
    }
}
