using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CometGateway.HandOff;

/// <summary>The calls of Linux that a descriptor without a <see cref="Socket"/> needs. All of them return at once; negative answers are errno, negated.</summary>
internal static unsafe partial class Libc
{
    public const int Interrupted = -4;
    public const int Again = -11;
    public const int NoMemory = -12;
    public const int TooManyOpenFilesOfAll = -23;
    public const int TooManyOpenFiles = -24;
    public const int NoBuffers = -105;

    // /usr/include/x86_64-linux-gnu/bits/socket.h: the same on every architecture that the transport runs on.
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>Takes a connection that waits, non-blocking.</summary>
    /// <param name="address">Filled with the peer's address.</param>
    public static int Accept(int listening, Span<byte> address, out int length)
    {
        var size = (uint)address.Length;
        fixed (byte* start = address)
        {
            var descriptor = NativeAccept(listening, start, &size, NonBlocking | CloseOnExec);
            length = (int)Math.Min(size, (uint)address.Length);
            return Answer(descriptor);
        }
    }

    /// <summary>The address that the peer connected to.</summary>
    public static int LocalAddress(int descriptor, Span<byte> address, out int length)
    {
        var size = (uint)address.Length;
        fixed (byte* start = address)
        {
            var answer = NativeLocalAddress(descriptor, start, &size);
            length = (int)Math.Min(size, (uint)address.Length);
            return Answer(answer);
        }
    }

    public static int PeerAddress(int descriptor, Span<byte> address, out int length)
    {
        var size = (uint)address.Length;
        fixed (byte* start = address)
        {
            var answer = NativePeerAddress(descriptor, start, &size);
            length = (int)Math.Min(size, (uint)address.Length);
            return Answer(answer);
        }
    }

    public static int Receive(int descriptor, Span<byte> bytes)
    {
        fixed (byte* start = bytes) return Answer(NativeReceive(descriptor, start, (nuint)bytes.Length, DontWait));
    }

    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes) return Answer(NativeSend(descriptor, start, (nuint)bytes.Length, DontWait | NoSignal));
    }

    /// <summary>Sends three pieces as one.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        fixed (byte* a = first)
        fixed (byte* b = second)
        fixed (byte* c = third)
        {
            var pieces = stackalloc Piece[3];
            (pieces[0], pieces[1], pieces[2]) = (new(a, first.Length), new(b, second.Length), new(c, third.Length));
            return Send(descriptor, pieces, 3);
        }
    }

    public static int Send(int descriptor, Piece* pieces, int count)
    {
        var message = new Message { Pieces = pieces, Count = (nuint)count };
        return Answer(NativeSendMessage(descriptor, &message, DontWait | NoSignal));
    }

    /// <summary>No delay for small writes (TCP_NODELAY), as Kestrel's own sockets have it.</summary>
    public static void SendAtOnce(int descriptor)
    {
        const int Tcp = 6, NoDelay = 1;
        var on = 1;
        _ = NativeSetOption(descriptor, Tcp, NoDelay, &on, sizeof(int));
    }

    /// <summary>A close then resets the connection, so that its end is not taken for the end of an answer (RFC 9112 §9.6).</summary>
    public static void ResetOnClose(int descriptor)
    {
        const int Socket = 1, Linger = 13;
        var on = stackalloc int[] { 1, 0 };
        _ = NativeSetOption(descriptor, Socket, Linger, on, 2 * sizeof(int));
    }

    public static void ShutDown(int descriptor)
    {
        const int Both = 2;
        _ = NativeShutDown(descriptor, Both);
    }

    public static void Close(int descriptor) => _ = NativeClose(descriptor);

    public static int NewEpoll() => Answer(NativeEpoll(CloseOnExec));

    public static int NewEvent() => Answer(NativeEvent(0, CloseOnExec | NonBlocking));

    public static void Signal(int eventDescriptor)
    {
        var one = 1UL;
        _ = NativeWrite(eventDescriptor, &one, sizeof(ulong));
    }

    public static void Settle(int eventDescriptor)
    {
        ulong count;
        _ = NativeRead(eventDescriptor, &count, sizeof(ulong));
    }

    public static int Control(int epoll, EpollChange change, int descriptor, EpollEvents events)
    {
        // The kernel packs the structure on x86-64 and nowhere else.
        var entry = stackalloc byte[EpollBatch.Stride];
        *(uint*)entry = (uint)events;
        *(ulong*)(entry + EpollBatch.Data) = (ulong)descriptor;
        return Answer(NativeControl(epoll, (int)change, descriptor, entry));
    }

    public static int Wait(int epoll, EpollBatch batch)
    {
        fixed (byte* start = batch.Bytes) return Answer(NativeWait(epoll, start, batch.Capacity, -1));
    }

    private static int Answer(int result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;

    private static int Answer(nint result) => Answer((int)result);
}
