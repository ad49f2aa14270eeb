using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class FieldValueTests
{
    [Theory]
    [InlineData("")]
    [InlineData("text/html; charset=\"utf-8\"")]
    [InlineData("a\tb ~")]
    public void Sendable_WhatAServerSends_IsUntouched(string value) => Assert.Same(value, FieldValue.Sendable(value));

    [Theory]
    [InlineData("attachment; filename=\"caf\u00e9.pdf\"", "attachment; filename=\"caf?.pdf\"")]
    [InlineData("text/html; charset=\"x\u007f\"", "text/html; charset=\"x?\"")]
    [InlineData("private, x=\"\u20ac\u0001\"", "private, x=\"??\"")]
    [InlineData("a\r\nB: c", "a??B: c")]
    public void Sendable_WhatItDoesNot_BecomesAQuestionMark(string value, string expected)
    {
        Assert.False(FieldValue.IsSendable(value));
        Assert.Equal(expected, FieldValue.Sendable(value));
    }
}
