#!/bin/bash
# Drives the emulator with the AWS command line. Arguments: address, zip of a function, a folder for files.
set -euo pipefail
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true AWS_PAGER=""
lambda() { aws --endpoint-url "$address" lambda "$@"; }
address=$1 package=$2 folder=$3

lambda create-function --function-name c --runtime provided.al2023 --role arn:aws:iam::000000000000:role/x --handler h \
  --zip-file "fileb://$package" --memory-size 1769 --timeout 20 --query State --output text
lambda wait function-active-v2 --function-name c
echo '{"x":1}' >"$folder/event.json" # a file means the same to both major versions of the command line
lambda invoke --function-name c --payload "fileb://$folder/event.json" --log-type Tail \
  --query 'LogResult' --output text "$folder/answer.json" | base64 -d | grep -E '^(START|REPORT) RequestId'
cat "$folder/answer.json"; echo
lambda publish-version --function-name c --query Version --output text
lambda create-alias --function-name c --name live --function-version 1 --query AliasArn --output text
lambda invoke --function-name c:live "$folder/alias.json" --query ExecutedVersion --output text
lambda put-function-concurrency --function-name c --reserved-concurrent-executions 3 --output text
lambda list-functions --query 'Functions[].FunctionName' --output text
lambda delete-function --function-name c >/dev/null
lambda get-function --function-name c 2>&1 | grep -o 'ResourceNotFoundException' || true
