using System.Globalization;
using System.Text;
using System.Xml;

namespace CometGateway.Demo.News;

/// <summary>RSS 2.0, newest first.</summary>
internal static class RssFeed
{
    private static readonly XmlWriterSettings _settings =
        new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true };

    public static byte[] Write(IEnumerable<NewsItem> newestFirst)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, _settings))
        {
            xml.WriteStartElement("rss");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteStartElement("channel");
            xml.WriteElementString("title", "Harbour & Sons news");
            xml.WriteElementString("link", "/news");
            xml.WriteElementString("description", "What happens in the house");
            foreach (var item in newestFirst)
                Write(xml, item);
        }

        return bytes.ToArray();
    }

    private static void Write(XmlWriter xml, NewsItem item)
    {
        xml.WriteStartElement("item");
        xml.WriteElementString("title", item.Title);
        xml.WriteElementString("description", item.Summary);
        xml.WriteStartElement("guid");
        xml.WriteAttributeString("isPermaLink", "false");
        xml.WriteString(string.Create(CultureInfo.InvariantCulture, $"news-{item.Number}"));
        xml.WriteEndElement();
        xml.WriteElementString("pubDate", item.Published.ToString("R", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }
}
