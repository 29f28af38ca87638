namespace Tracing.Storage;

/// <summary>Tells apart what a disk refuses. A reason stays the same for every file, so it is told once.</summary>
internal static class DiskFault
{
    // Numbers of Linux and macOS, and of Windows.
    private const int ReadOnlyDisk = 30, NoSpace = 28, WindowsNoSpace = 0x70, WindowsShared = 0x20;

    /// <summary>The error of a lock that somebody else holds.</summary>
    public static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    public static bool IsInUse(Exception cause) =>
        cause is IOException && Code(cause) == (OperatingSystem.IsWindows() ? WindowsShared : WouldBlock);

    /// <summary>The reason without the name of a file, in words that an operator can act on.</summary>
    public static string Describe(Exception cause) => cause switch
    {
        DirectoryNotFoundException or FileNotFoundException => "the folder was removed",
        IOException when IsFull(cause) => "the disk is full",
        IOException when Code(cause) == ReadOnlyDisk => "the disk is read-only",
        UnauthorizedAccessException => "this user may not write there",
        _ => cause.Message.ReplaceLineEndings(" ").TrimEnd('.'),
    };

    public static bool IsFull(Exception cause) =>
        cause is IOException && Code(cause) == (OperatingSystem.IsWindows() ? WindowsNoSpace : NoSpace);

    private static int Code(Exception cause) => cause.HResult & 0xffff;
}
