using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using CometGateway.Direct;
using CometGateway.TestKit;
using Xunit.Abstractions;

namespace CometGateway.Tests.Direct;

/// <summary>The writer between Kestrel and a socket, on a real one.</summary>
public sealed class SocketWriterTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly Socket _near = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = 8_192 };
    private readonly Socket _far;
    private readonly Pipe _pipe = new(new(readerScheduler: PipeScheduler.ThreadPool, writerScheduler: PipeScheduler.ThreadPool, useSynchronizationContext: false));
    private readonly SocketWriter _writer;

    public SocketWriterTests(ITestOutputHelper output)
    {
        _output = output;
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        _near.Connect(listening.LocalEndPoint!);
        _far = listening.Accept();
        _writer = new(_near, _pipe.Writer);
    }

    private bool IsPipeUsed => _pipe.Reader.TryRead(out _);

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public async Task WhatIsFlushed_IsSentAtOnce_AndNotByThePipe()
    {
        Put("head"u8);
        Put(" and "u8);

        AssertIsDone(_writer.FlushAsync());
        Assert.Equal("head and ", await ReadTextAsync(9));
        AssertIsDone(_writer.WriteAsync("body"u8.ToArray()));
        Assert.Equal("body", await ReadTextAsync(4));
        Assert.False(IsPipeUsed);
    }

    [Fact]
    public async Task WhatWasPutBefore_ComesBeforeWhatIsWritten()
    {
        Put("first "u8);
        await _writer.WriteAsync("second"u8.ToArray());

        Assert.Equal("first second", await ReadTextAsync(12));
        Assert.Equal(0, _writer.UnflushedBytes);
    }

    [Fact]
    public void AFlush_AllocatesNothing()
    {
        var allocated = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Put("frame"u8);
            var flush = _writer.FlushAsync();
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(flush.IsCompletedSuccessfully);
        }

        // The first ones may compile; a flush that allocates does so every time.
        Assert.Contains(0, allocated);
    }

    [Fact]
    public async Task MoreThanItHasRoomFor_IsSentWithoutAFlush()
    {
        _near.SendBufferSize = 1 << 20;
        var bytes = RandomNumbers(seed: 1, 40_000);
        foreach (var part in bytes.Chunk(1_000))
        {
            part.CopyTo(_writer.GetMemory(part.Length));
            _writer.Advance(part.Length);
        }

        var sent = bytes.Length - (int)_writer.UnflushedBytes;
        Assert.InRange(sent, 16_000, bytes.Length - 1);
        Assert.Equal(bytes[..sent], await ReadAsync(sent));
        await _writer.FlushAsync();
        Assert.Equal(bytes[sent..], await ReadAsync(bytes.Length - sent));
        Assert.False(IsPipeUsed);
    }

    /// <summary>Thousands of heads wait together when a crowd comes.</summary>
    [Fact]
    public async Task ItBeginsWithALittleRoom_AndGivesAPieceToWhoWritesMore_WithoutSending()
    {
        Assert.InRange(_writer.GetMemory().Length, 4_096, 8_192);
        var bytes = RandomNumbers(seed: 1, 6_000);
        Put(bytes);

        Assert.Equal(6_000, _writer.UnflushedBytes);
        AssertIsDone(_writer.FlushAsync());
        Assert.Equal(bytes, await ReadAsync(bytes.Length));
        Assert.InRange(_writer.GetMemory().Length, 16_384, int.MaxValue);
        Assert.False(IsPipeUsed);
    }

    [Fact]
    public async Task OnePieceThatIsLargerThanItsBuffer_HasRoom()
    {
        _near.SendBufferSize = 1 << 20;
        Put("head "u8);
        var room = _writer.GetMemory(100_000);
        Assert.InRange(room.Length, 100_000, int.MaxValue);
        room.Span[..100_000].Fill((byte)'x');
        _writer.Advance(100_000);
        using var sender = new PipeSender(_pipe.Reader, _near);
        await _writer.FlushAsync();

        Assert.Equal("head " + new string('x', 100_000), await ReadTextAsync(100_005));
    }

    [Theory]
    [InlineData(4711)]
    [InlineData(4712)]
    [InlineData(4713)]
    public async Task WhatTheSocketDoesNotTake_GoesThroughThePipe_InOrder(int seed)
    {
        _output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var bytes = RandomNumbers(seed, 8 << 20);
        using var sender = new PipeSender(_pipe.Reader, _near);
        var writing = WriteAsync();
        // Nobody reads before the socket and the pipe are full, so that the writer waits.
        await sender.IsWaiting.WaitAsync(Patience.Default);
        Assert.False(writing.IsCompleted);
        Assert.InRange(sender.Taken, 1, bytes.Length - 1);

        Assert.Equal(bytes, await ReadAsync(bytes.Length).WaitAsync(Patience.Default));
        await writing.WaitAsync(Patience.Default);
        Assert.InRange(sender.Taken, 1, bytes.Length - 1);

        async Task WriteAsync()
        {
            for (var offset = 0; offset < bytes.Length;)
            {
                var part = bytes.AsMemory(offset, Math.Min(random.Next(1, 40_000), bytes.Length - offset));
                offset += part.Length;
                if (random.Next(3) == 0) await _writer.WriteAsync(part);
                else Put(part.Span);
                if (random.Next(3) == 0) await _writer.FlushAsync();
            }

            await _writer.FlushAsync();
        }
    }

    [Fact]
    public async Task ASocketThatIsGone_IsFoundOutByThePipe()
    {
        await _pipe.Reader.CompleteAsync();
        _near.Dispose();
        Put("lost"u8);

        Assert.True((await _writer.FlushAsync()).IsCompleted);
        Assert.True((await _writer.WriteAsync("lost too"u8.ToArray())).IsCompleted);
    }

    [Fact]
    public async Task ASocketThatWasGoneFromTheStart_IsNoFault()
    {
        _near.Dispose();
        var writer = new SocketWriter(_near, _pipe.Writer);
        await writer.WriteAsync("kept"u8.ToArray());

        Assert.Equal("kept"u8.ToArray(), (await _pipe.Reader.ReadAsync()).Buffer.ToArray());
    }

    [Fact]
    public async Task ACancelledFlush_IsTheNextOne_AndLosesNothing()
    {
        _writer.CancelPendingFlush();

        Assert.True((await _writer.WriteAsync("one"u8.ToArray())).IsCanceled);
        Assert.False((await _writer.WriteAsync("two"u8.ToArray())).IsCanceled);
        Assert.Equal("onetwo", await ReadTextAsync(6));
    }

    [Fact]
    public async Task ACancellation_IsNotLostWhereThePipeTakesOver()
    {
        _writer.CancelPendingFlush();
        _near.Dispose();

        Assert.True((await _writer.WriteAsync("one"u8.ToArray())).IsCanceled);
        Assert.False((await _writer.FlushAsync()).IsCanceled);
    }

    [Fact]
    public async Task AFlushThatWaits_CanBeCancelled()
    {
        // Nobody empties the pipe.
        ValueTask<FlushResult> Write() => _writer.WriteAsync(new byte[8 << 20]);
        var writing = Write().AsTask();
        Assert.False(writing.IsCompleted);
        _writer.CancelPendingFlush();

        Assert.True((await writing.WaitAsync(Patience.Default)).IsCanceled);
    }

    [Fact]
    public async Task AWriteWhoseTokenIsCancelled_WritesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _writer.WriteAsync("one"u8.ToArray(), new(canceled: true)));
        Put("two"u8);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _writer.FlushAsync(new(canceled: true)));
        await _writer.FlushAsync();

        Assert.Equal("two", await ReadTextAsync(3));
    }

    [Fact]
    public async Task TheEnd_SendsWhatIsLeft()
    {
        Put("last"u8);
        await _writer.CompleteAsync();

        Assert.Equal("last", await ReadTextAsync(4));
        Assert.True((await _pipe.Reader.ReadAsync()).IsCompleted);
        await _writer.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _writer.WriteAsync("more"u8.ToArray()));
    }

    [Fact]
    public async Task AnEndByAFault_SendsNothingMore()
    {
        Put("half"u8);
        await _writer.CompleteAsync(new IOException("fault"));

        await Assert.ThrowsAsync<IOException>(async () => await _pipe.Reader.ReadAsync());
        _near.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await _far.ReceiveAsync(new byte[10]));
    }

    [Fact]
    public void AdvancingTooFar_IsRefused()
    {
        var room = _writer.GetMemory().Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(-1));
    }

    private static void AssertIsDone(ValueTask<FlushResult> flush) => Assert.True(flush.IsCompletedSuccessfully);

    private static byte[] RandomNumbers(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>As Kestrel writes: into whatever room there is.</summary>
    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = _writer.GetSpan();
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            _writer.Advance(count);
            bytes = bytes[count..];
        }
    }

    private async Task<string> ReadTextAsync(int length) => System.Text.Encoding.ASCII.GetString(await ReadAsync(length));

    private async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        for (var offset = 0; offset < length;)
        {
            var count = await _far.ReceiveAsync(bytes.AsMemory(offset));
            if (count == 0) throw new EndOfStreamException($"{offset} of {length} bytes came");
            offset += count;
        }

        return bytes;
    }
}
