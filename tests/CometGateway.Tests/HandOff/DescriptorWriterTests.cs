using System.Net;
using System.Net.Sockets;
using CometGateway.HandOff;
using Microsoft.Extensions.Logging.Abstractions;

namespace CometGateway.Tests.HandOff;

/// <summary>The writer of a connection that was taken from the server, on a real socket.</summary>
public sealed class DescriptorWriterTests : IDisposable
{
    private readonly EpollLoop _loop = new(NullLogger.Instance, 0);
    private readonly Socket _near = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _far;

    public DescriptorWriterTests()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        _near.Connect(listening.LocalEndPoint!);
        _far = listening.Accept();
    }

    public void Dispose()
    {
        _loop.Dispose();
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public void AWriteThatTheSocketTakes_AllocatesNothing()
    {
        var writer = new DescriptorWriter((int)_near.SafeHandle.DangerousGetHandle(), _loop, listener: null);
        var frame = new byte[100];
        var allocated = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var write = writer.WriteAsync(frame);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(write.IsCompletedSuccessfully);
        }

        // The first ones may compile; a write that allocates does so every time.
        Assert.Contains(0, allocated);
    }

    [Theory]
    [InlineData(1, "1\r\n")]
    [InlineData(0xf, "f\r\n")]
    [InlineData(0x10, "10\r\n")]
    [InlineData(0xfff, "fff\r\n")]
    [InlineData(0x8000, "8000\r\n")]
    public void AWrite_IsOneChunk(int length, string head)
    {
        var writer = new DescriptorWriter((int)_near.SafeHandle.DangerousGetHandle(), _loop, listener: null);
        var write = writer.WriteAsync(Enumerable.Repeat((byte)'x', length).ToArray());
        Assert.True(write.IsCompletedSuccessfully);

        var wanted = head + new string('x', length) + "\r\n";
        Assert.Equal(wanted.Length, Chunk.LengthOf(length));
        var room = new byte[wanted.Length];
        for (var got = 0; got < room.Length;) got += _far.Receive(room.AsSpan(got));
        Assert.Equal(wanted, System.Text.Encoding.ASCII.GetString(room));
        Assert.Equal(0, _far.Available);
    }
}
