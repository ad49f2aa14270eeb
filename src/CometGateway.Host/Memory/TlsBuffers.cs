using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CometGateway.Host.Memory;

/// <summary>
/// Has OpenSSL give back the two buffers of 16 KiB that it otherwise keeps for every connection (SSL_MODE_RELEASE_BUFFERS, SSL_CTX_set_mode(3)), as nginx does. .NET has
/// no setting for it and OpenSSL's configuration file none for modes, but OpenSSL tells whoever has asked of every SSL_CTX that it makes
/// (CRYPTO_get_ex_new_index(3)). That is for the whole process, so this is the program's and not the library's.
/// </summary>
internal static unsafe class TlsBuffers
{
    private const string Library = "libssl.so.3";
    private const int ContextClass = 1; // CRYPTO_EX_INDEX_SSL_CTX
    private const int ModeCommand = 33; // SSL_CTRL_MODE: adds to the modes
    private const int ReleaseBuffers = 0x10; // SSL_MODE_RELEASE_BUFFERS

    private static readonly Lazy<bool> _asked = new(AskOpenSsl);

    private static delegate* unmanaged<nint, int, nint, nint, nint> _control;

    /// <summary>Before the first connection within TLS; every call after the first does nothing, and all do nothing where .NET has another OpenSSL than 3.</summary>
    public static void Release() => _ = _asked.Value;

    private static bool AskOpenSsl()
    {
        if (!OperatingSystem.IsLinux() || SafeEvpPKeyHandle.OpenSslVersion >> 28 != 3) return false;
        // .NET has loaded it by this name, so this is the same one.
        if (!NativeLibrary.TryLoad(Library, out var ssl)
            || !NativeLibrary.TryGetExport(ssl, "SSL_CTX_ctrl", out var control)
            || !NativeLibrary.TryGetExport(ssl, "CRYPTO_get_ex_new_index", out var register)) return false;
        _control = (delegate* unmanaged<nint, int, nint, nint, nint>)control;
        delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, nint, void> made = &Made;
        return ((delegate* unmanaged<int, nint, nint, void*, void*, void*, int>)register)(ContextClass, 0, 0, made, null, null) >= 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Made(nint context, nint slot, nint data, int index, nint argument, nint pointer) => _control(context, ModeCommand, ReleaseBuffers, 0);
}
