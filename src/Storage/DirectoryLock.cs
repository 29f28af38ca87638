using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tracing.Storage;

/// <summary>Locks a folder itself, which .NET offers for files only. Unix.</summary>
internal static class DirectoryLock
{
    private const int Exclusive = 2, DoNotWait = 4;

    /// <returns>The lock, released when it is disposed; null where the system does not have such locks.</returns>
    public static SafeFileHandle? TryTake(string folder, out bool isTaken)
    {
        isTaken = false;
        if (OperatingSystem.IsWindows()) return null;
        // Without this flag a child process would keep the lock.
        var closeInChildren = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;
        var descriptor = Open(folder, closeInChildren);
        if (descriptor < 0) return null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Lock(descriptor, Exclusive | DoNotWait) == 0) return handle;
        // A file system without locks is no reason to refuse the folder: the lock file remains.
        isTaken = Marshal.GetLastPInvokeError() == DiskFault.WouldBlock;
        handle.Dispose();
        return null;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static extern int Lock(int descriptor, int operation);
}
