using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tracing.Storage;

/// <summary>A lock on a folder itself, which .NET offers for files only. Unix.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private const int Exclusive = 2, DoNotWait = 4, Unlock = 8;

    private readonly SafeFileHandle _folder;

    private DirectoryLock(SafeFileHandle folder) => _folder = folder;

    /// <returns>Null where the system or the file system does not have such locks, and where another process has this
    /// one.</returns>
    public static DirectoryLock? TryTake(string folder, out bool isTaken)
    {
        isTaken = false;
        if (OperatingSystem.IsWindows()) return null;
        // Without this flag a child process would keep the lock.
        var closeInChildren = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;
        var descriptor = Open(folder, closeInChildren);
        if (descriptor < 0) return null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Lock(handle, Exclusive | DoNotWait) == 0) return new DirectoryLock(handle);
        // A file system without locks is no reason to refuse the folder: the lock file remains.
        isTaken = Marshal.GetLastPInvokeError() == DiskFault.WouldBlock;
        handle.Dispose();
        return null;
    }

    public void Dispose()
    {
        // A child process that is just being started still has the folder open, so closing it here is not enough.
        if (!_folder.IsClosed) _ = Lock(_folder, Unlock);
        _folder.Dispose();
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static extern int Lock(SafeHandle folder, int operation);
}
