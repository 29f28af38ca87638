using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Tracing.Hosting.Web;

/// <summary>Gives connections longer blocks for the bytes that they receive. A batch of spans is some 150 kB: in
/// Kestrel's own blocks of 4 KiB it takes forty calls of the system, and as many looks at the clock. Any
/// thread.</summary>
internal sealed class ReceiveBlocks : IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 32 * 1024;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        public override int MaxBufferSize => Shared.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) =>
            Shared.Rent(Math.Max(minBufferSize, BlockBytes));

        // The shared pool is everybody's.
        protected override void Dispose(bool disposing)
        {
        }
    }
}
