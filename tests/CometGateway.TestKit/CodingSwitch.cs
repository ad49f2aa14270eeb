using System.Net;

namespace CometGateway.TestKit;

/// <summary>Which codings the HTTP clients of this test accept and decode, so that one suite can run over compressed streams too.</summary>
public static class CodingSwitch
{
    private static readonly AsyncLocal<DecompressionMethods> Methods = new();

    /// <summary>Default none.</summary>
    public static DecompressionMethods Accepted => Methods.Value;

    /// <summary>To be called by a suite's constructor: it holds for its test.</summary>
    public static void TurnOn(DecompressionMethods methods) => Methods.Value = methods;
}
