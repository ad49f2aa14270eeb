namespace CometGateway.Core.Deltas;

/// <summary>What a <see cref="PlainXmlScanner"/> comes upon.</summary>
internal enum PlainXmlToken
{
    /// <summary>Anything that is not plain, or not well-formed: what it is must be found out by another reader.</summary>
    Other,
    StartTag,
    EmptyTag,
    EndTag,
    Text,
    CData,
    Comment,

    /// <summary>Space, a comment or an instruction outside of the root.</summary>
    Aside,

    /// <summary>The document was read to its end and is well-formed, but for its namespaces and its references, which the scanner leaves to others.</summary>
    End,
}
