using System.Text;

namespace CometGateway.TestKit.Deltas;

/// <summary>How the white space of a JSON text is laid.</summary>
/// <param name="LineEnd">Before each item and each closing bracket; empty for all in one line.</param>
/// <param name="Indent">One step of indentation.</param>
/// <param name="AfterSeparator">Behind a colon, and behind a comma where no line ends.</param>
/// <param name="Around">Before and after the whole text.</param>
public sealed record JsonSpacing(string LineEnd, string Indent, string AfterSeparator, string Around)
{
    public static JsonSpacing None { get; } = new("", "", "", "");

    public static IReadOnlyList<JsonSpacing> All { get; } =
    [
        None,
        new("", "", " ", ""),
        new("\n", "  ", " ", ""),
        new("\n", "  ", " ", "\n"),
        new("\r\n", "\t", " ", " \t\r\n"),
        new("\n", "", "", ""),
    ];

    public byte[] Bytes(JsonTree tree) => Encoding.UTF8.GetBytes(Text(tree));

    public string Text(JsonTree tree)
    {
        var text = new StringBuilder(Around);
        Write(tree, text);
        return text.Append(Around).ToString();
    }

    public void Write(JsonTree tree, StringBuilder text) => Write(tree, text, 1);

    private void Write(JsonTree tree, StringBuilder text, int depth)
    {
        switch (tree.Kind)
        {
            case JsonKind.Text:
                text.Append('"').Append(tree.Raw).Append('"');
                break;
            case JsonKind.List:
                text.Append('[');
                for (var i = 0; i < tree.Items.Count; i++)
                {
                    Break(text, i, depth);
                    Write(tree.Items[i], text, depth + 1);
                }

                Close(text, ']', tree.Items.Count, depth);
                break;
            case JsonKind.Map:
                text.Append('{');
                for (var i = 0; i < tree.Members.Count; i++)
                {
                    Break(text, i, depth);
                    text.Append('"').Append(tree.Members[i].Raw).Append("\":").Append(AfterSeparator);
                    Write(tree.Members[i].Value, text, depth + 1);
                }

                Close(text, '}', tree.Members.Count, depth);
                break;
            default:
                text.Append(tree.Raw);
                break;
        }
    }

    private void Break(StringBuilder text, int index, int depth)
    {
        if (index > 0) text.Append(',');
        if (LineEnd.Length > 0) Line(text, depth);
        else if (index > 0) text.Append(AfterSeparator);
    }

    private void Close(StringBuilder text, char bracket, int count, int depth)
    {
        if (count > 0 && LineEnd.Length > 0) Line(text, depth - 1);
        text.Append(bracket);
    }

    private void Line(StringBuilder text, int depth)
    {
        text.Append(LineEnd);
        for (var i = 0; i < depth; i++) text.Append(Indent);
    }
}
