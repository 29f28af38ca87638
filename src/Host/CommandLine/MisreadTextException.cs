namespace Tracing.Hosting.CommandLine;

/// <summary>A text of the command line cannot be read. The message has several lines, which show the place.</summary>
internal sealed class MisreadTextException(string message) : Exception(message);
