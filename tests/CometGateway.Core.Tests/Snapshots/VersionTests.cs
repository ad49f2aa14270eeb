using System.Buffers.Text;
using System.Security.Cryptography;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Tests.Snapshots;

public class VersionTests
{
    [Fact]
    public void Of_Content_IsTheStartOfItsHashWithTheMediaType()
    {
        var expected = Base64Url.EncodeToString(SHA256.HashData("text/plain\0hello"u8).AsSpan(0, 12));

        Assert.Equal(expected, Version.Of("text/plain", "hello"u8).Text);
        Assert.Equal(Version.Length, expected.Length);
    }

    [Fact]
    public void Of_SameContent_IsEqualAndHashesEqual()
    {
        var (a, b) = (Version.Of("a/b", "x"u8), Version.Of("a/b", "x"u8));

        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
    }

    [Theory]
    [InlineData("a/b", "y")]
    [InlineData("a/c", "x")]
    [InlineData("a/b\0", "x")]
    [InlineData("a/bx", "")]
    public void Of_OtherContentOrType_Differs(string mediaType, string body) =>
        Assert.NotEqual(Version.Of("a/b", "x"u8), Version.Of(mediaType, System.Text.Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Of_EmptyBody_IsAVersion() => Assert.False(Version.Of("", []).IsNone);

    [Fact]
    public void Parse_TextOfAVersion_IsThatVersion()
    {
        var version = Version.Of("a/b", "x"u8);

        Assert.Equal(version, Version.Parse(version.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("0123456789abcde")]
    [InlineData("0123456789abcdefg")]
    [InlineData("0123456789abcd+/")]
    [InlineData("0123456789abcd==")]
    [InlineData("0123456789 bcdef")]
    [InlineData("0123456789\r\nabcd")]
    [InlineData("0123456789abcdé0")]
    public void Parse_WhatCannotBeOurs_IsNone(string? text) => Assert.True(Version.Parse(text).IsNone);

    [Fact]
    public void ToString_None_IsEmpty() => Assert.Equal("", Version.None.ToString());
}
