namespace CometGateway.FunctionalTests.Watched;

/// <summary>An answer read to its end.</summary>
internal sealed record PlainAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The field's value, or null when the answer did not carry it.</summary>
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public static async Task<PlainAnswer> OfAsync(HttpClient http, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        return await OfAsync(answer);
    }

    public static async Task<PlainAnswer> OfAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode,
        await answer.Content.ReadAsStringAsync(),
        // As they were on the wire: HttpClient's typed headers put some values in an order of their own.
        answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).ToDictionary(field => field.Key, field => string.Join(", ", field.Value), StringComparer.OrdinalIgnoreCase));
}
