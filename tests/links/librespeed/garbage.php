<?php
// What LibreSpeed's garbage.php does, in our own words: `ckSize` (4 unless asked, 1024 at most) mebibytes of random
// data, sent as a download that nobody caches, in pieces of one mebibyte.
ini_set('zlib.output_compression', 'Off');
ini_set('output_buffering', 'Off');

$asked = $_GET['ckSize'] ?? '4';
$count = ctype_digit($asked) && (int) $asked > 0 ? min((int) $asked, 1024) : 4;

header('HTTP/1.1 200 OK');
if (isset($_GET['cors'])) {
    header('Access-Control-Allow-Origin: *');
    header('Access-Control-Allow-Methods: GET, POST');
}
header('Content-Description: File Transfer');
header('Content-Type: application/octet-stream');
header('Content-Disposition: attachment; filename=random.dat');
header('Content-Transfer-Encoding: binary');
header('Cache-Control: no-store, no-cache, must-revalidate, max-age=0, s-maxage=0');
header('Cache-Control: post-check=0, pre-check=0', false);
header('Pragma: no-cache');

$piece = random_bytes(1048576);
for ($at = 0; $at < $count; $at++) {
    echo $piece;
    flush();
}
