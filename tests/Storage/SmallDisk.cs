using System.Diagnostics;

namespace Tracing.Storage;

/// <summary>A file system of a few megabytes in memory, which can be filled up and made read-only.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(int megabytes)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tracing-tests", Path))
            throw new InvalidOperationException("the disk could not be mounted");
    }

    /// <summary>The reason why this machine cannot have one; null: it can.</summary>
    public static string? WhyNot { get; } = FindWhyNot();

    public string Path { get; } = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public StorageSettings Settings => new() { Path = System.IO.Path.Combine(Path, "data") };

    /// <summary>Takes room until it is given back by deleting the file.</summary>
    public string Fill(int megabytes)
    {
        var file = System.IO.Path.Combine(Path, $"filler-{Guid.NewGuid()}");
        File.WriteAllBytes(file, new byte[megabytes << 20]);
        return file;
    }

    /// <summary>Takes all room that is left.</summary>
    public string FillUp()
    {
        var file = System.IO.Path.Combine(Path, $"filler-{Guid.NewGuid()}");
        using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
        });
        try
        {
            while (true) stream.Write(new byte[4096]);
        }
        catch (IOException)
        {
            return file;
        }
    }

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static string? FindWhyNot()
    {
        if (!OperatingSystem.IsLinux()) return "needs a Linux tmpfs";
        try
        {
            using var disk = new SmallDisk(1);
            return null;
        }
        catch (Exception cause) when (cause is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "needs the right to mount a file system";
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
