using Akin.Galleries;
using Microsoft.Data.Sqlite;

namespace Akin.Tests.Galleries;

public sealed class StorageFailureTests
{
    [Theory]
    [InlineData("Access to the path '{0}/vectors.f16' is denied.", "photos.akin/vectors.f16 cannot be read or written: check its permissions")]
    [InlineData("Access to the path '{0}' is denied.", "photos.akin cannot be read or written: check its permissions")]
    [InlineData("Access is denied.", "photos.akin cannot be read or written: check its permissions")]
    public void AFileWithoutPermission_IsNamed_WhereTheSystemNamesIt(string message, string expected)
    {
        UnauthorizedAccessException exception = new(message.Replace("{0}", Path.GetFullPath("photos.akin"), StringComparison.Ordinal));

        GalleryException explained = StorageFailure.Explain("photos.akin", exception);

        Assert.StartsWith(expected, explained.Message, StringComparison.Ordinal);
        Assert.True(explained.IsRefusedBySystem);
    }

    [Fact]
    public void ACatalogueThatCannotBeOpened_IsNamed() =>
        Assert.StartsWith(
            "photos.akin/catalogue.db cannot be read or written: check its permissions",
            StorageFailure.Explain("photos.akin", new SqliteException("unable to open database file", SQLitePCL.raw.SQLITE_CANTOPEN)).Message,
            StringComparison.Ordinal);
}
