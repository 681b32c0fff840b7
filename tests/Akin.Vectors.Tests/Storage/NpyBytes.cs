namespace Akin.Vectors.Tests.Storage;

/// <summary>NumPy files of any content, right or wrong.</summary>
internal static class NpyBytes
{
    /// <summary>A file of a version with a description and numbers; the description's length is the true one unless another is claimed.</summary>
    public static byte[] File(byte[] description, byte[] numbers, byte version = 1, uint? claimedLength = null)
    {
        byte[] length = BitConverter.GetBytes(claimedLength ?? (uint)description.Length)[..(version == 1 ? 2 : 4)];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. description, .. numbers];
    }
}
