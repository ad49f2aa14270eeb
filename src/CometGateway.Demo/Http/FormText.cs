using Microsoft.AspNetCore.Http;

namespace CometGateway.Demo.Http;

/// <summary>Form fields, cut to the length that the site is ready to keep.</summary>
internal static class FormText
{
    public static string Field(this IFormCollection form, string name, int longest)
    {
        var text = form[name].ToString().ReplaceLineEndings("\n").Trim();
        if (text.Length <= longest)
            return text;
        // Half of a surrogate pair would be written as U+FFFD.
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }
}
